"""Cloud region name in, country out: what each cloud's own list of regions says.

Sources: the region lists in the documentation of Amazon Web Services, Microsoft Azure,
Google Cloud and Oracle Cloud; DigitalOcean's list carries ISO 3166-2 codes. A region that
no documentation known here places has no country, and so is no locator's answer. That holds
for the zones of telephone companies (``us-east-1-wl1``) too: some stand in another country than their region.
"""

from __future__ import annotations

AWS = """
us-east-1 US, us-east-2 US, us-west-1 US, us-west-2 US, us-gov-east-1 US, us-gov-west-1 US, ca-central-1 CA,
ca-west-1 CA, mx-central-1 MX, sa-east-1 BR, eu-central-1 DE, eu-central-2 CH, eu-west-1 IE, eu-west-2 GB,
eu-west-3 FR, eu-north-1 SE, eu-south-1 IT, eu-south-2 ES, eusc-de-east-1 DE, ap-east-1 HK, ap-east-2 TW,
ap-northeast-1 JP, ap-northeast-2 KR, ap-northeast-3 JP, ap-south-1 IN, ap-south-2 IN, ap-southeast-1 SG,
ap-southeast-2 AU, ap-southeast-3 ID, ap-southeast-4 AU, ap-southeast-5 MY, ap-southeast-6 NZ, ap-southeast-7 TH,
me-south-1 BH, me-central-1 AE, il-central-1 IL, af-south-1 ZA, cn-north-1 CN, cn-northwest-1 CN
"""

AWS_ZONES = """
us-east-1-atl-1 US, us-east-1-atl-2 US, us-east-1-bos-1 US, us-east-1-bue-1 AR, us-east-1-chi-1 US, us-east-1-chi-2 US,
us-east-1-dfw-1 US, us-east-1-dfw-2 US, us-east-1-iah-1 US, us-east-1-iah-2 US, us-east-1-lim-1 PE, us-east-1-mci-1 US,
us-east-1-mia-1 US, us-east-1-mia-2 US, us-east-1-msp-1 US, us-east-1-nyc-1 US, us-east-1-nyc-2 US, us-east-1-phl-1 US,
us-east-1-qro-1 MX, us-east-1-scl-1 CL, us-west-2-den-1 US, us-west-2-hnl-1 US, us-west-2-las-1 US, us-west-2-lax-1 US,
us-west-2-pdx-1 US, us-west-2-phx-1 US, us-west-2-phx-2 US, us-west-2-sea-1 US, af-south-1-los-1 NG, ap-northeast-1-tpe-1 TW,
ap-south-1-ccu-1 IN, ap-south-1-del-1 IN, ap-southeast-1-bkk-1 TH, ap-southeast-1-mnl-1 PH, ap-southeast-2-akl-1 NZ,
ap-southeast-2-per-1 AU, eu-central-1-ham-1 DE, eu-central-1-waw-1 PL, eu-north-1-cph-1 DK, eu-north-1-hel-1 FI,
me-south-1-mct-1 OM
"""
"""Network border groups of local zones: where they stand, which need not be the country of their region."""

AZURE = """
centralus US, centraluseuap US, eastus US, eastus2 US, eastus2euap US, eastus3 US, northcentralus US,
southcentralus US, southcentralus2 US, westcentralus US, westus US, westus2 US, westus3 US, southeastus US,
southeastus3 US, southeastus5 US, northeastus5 US, southwestus US, canadacentral CA, canadaeast CA,
mexicocentral MX, brazilsouth BR, brazilse BR, brazilne BR, chilec CL, westeurope NL, northeurope IE, uksouth GB,
ukwest GB, centralfrance FR, southfrance FR, germanyn DE, germanywc DE, switzerlandn CH, switzerlandw CH,
norwaye NO, norwayw NO, swedencentral SE, swedensouth SE, denmarkeast DK, polandcentral PL, italynorth IT,
spaincentral ES, austriaeast AT, belgiumcentral BE, eastasia HK, southeastasia SG, japaneast JP, japanwest JP,
koreacentral KR, koreasouth KR, taiwannorth TW, taiwannorthwest TW, indonesiacentral ID, malaysiasouth MY,
malaysiawest MY, centralindia IN, southindia IN, westindia IN, jioindiacentral IN, jioindiawest IN,
indiasouthcentral IN, australiacentral AU, australiacentral2 AU, australiaeast AU, australiasoutheast AU,
newzealandnorth NZ, uaecentral AE, uaenorth AE, qatarcentral QA, israelcentral IL, israelnorthwest IL,
southafricanorth ZA, southafricawest ZA, chinaeast CN, chinaeast2 CN, chinaeast3 CN, chinanorth CN, chinanorth2 CN,
chinanorth3 CN, usgovarizona US, usgovtexas US, usgovvirginia US, usdodcentral US, usdodeast US
"""

GCP = """
us-central1 US, us-central2 US, us-east1 US, us-east4 US, us-east5 US, us-east7 US, us-south1 US, us-west1 US,
us-west2 US, us-west3 US, us-west4 US, us-west8 US, northamerica-northeast1 CA, northamerica-northeast2 CA,
northamerica-south1 MX, southamerica-east1 BR, southamerica-west1 CL, europe-west1 BE, europe-west2 GB,
europe-west3 DE, europe-west4 NL, europe-west6 CH, europe-west8 IT, europe-west9 FR, europe-west10 DE,
europe-west12 IT, europe-north1 FI, europe-north2 SE, europe-central2 PL, europe-southwest1 ES, asia-east1 TW,
asia-east2 HK, asia-northeast1 JP, asia-northeast2 JP, asia-northeast3 KR, asia-south1 IN, asia-south2 IN,
asia-southeast1 SG, asia-southeast2 ID, asia-southeast3 TH, australia-southeast1 AU, australia-southeast2 AU,
me-west1 IL, me-central1 QA, me-central2 SA, africa-south1 ZA
"""

ORACLE = """
us-ashburn-1 US, us-phoenix-1 US, us-sanjose-1 US, us-chicago-1 US, us-saltlake-2 US, us-dallas-1 US,
us-abilene-1 US, us-sanantonio-1 US, us-lenexa-1 US, us-desmoines-1 US, us-shawnee-1 US, us-boardman-1 US,
us-quincy-1 US, ca-toronto-1 CA, ca-montreal-1 CA, mx-queretaro-1 MX, mx-monterrey-1 MX, sa-saopaulo-1 BR,
sa-vinhedo-1 BR, sa-riodejaneiro-2 BR, sa-santiago-1 CL, sa-valparaiso-1 CL, sa-bogota-1 CO, uk-london-1 GB,
uk-cardiff-1 GB, eu-frankfurt-1 DE, eu-amsterdam-1 NL, eu-zurich-1 CH, eu-paris-1 FR, eu-marseille-1 FR,
eu-milan-1 IT, eu-madrid-1 ES, eu-madrid-3 ES, eu-stockholm-1 SE, eu-jovanovac-1 RS, eu-dublin-3 IE,
ap-tokyo-1 JP, ap-osaka-1 JP, ap-seoul-1 KR, ap-chuncheon-1 KR, ap-singapore-1 SG, ap-singapore-2 SG,
ap-batam-1 ID, ap-kulai-1 MY, ap-mumbai-1 IN, ap-hyderabad-1 IN, ap-delhi-1 IN, ap-sydney-1 AU, ap-melbourne-1 AU,
me-dubai-1 AE, me-abudhabi-1 AE, me-riyadh-1 SA, me-jeddah-1 SA, il-jerusalem-1 IL, af-johannesburg-1 ZA,
af-casablanca-1 MA
"""


def _read(text: str) -> dict[str, str]:
    entries = (entry.split() for entry in text.replace("\n", " ").split(","))
    return {entry[0]: entry[1] for entry in entries}


COUNTRY_OF_REGION = {
    "aws": _read(AWS) | _read(AWS_ZONES),
    "azure": _read(AZURE),
    "gcp": _read(GCP),
    "oracle": _read(ORACLE),
}


def country_of_region(cloud: str, region: str | None) -> str | None:
    """Country of a region by its cloud's documentation; None where it names none.

    >>> country_of_region("aws", "ap-east-1")
    'HK'
    >>> country_of_region("digitalocean", "NL-NH")
    'NL'
    """
    if region is None:
        return None
    if cloud == "digitalocean":
        return region[:2]
    return COUNTRY_OF_REGION.get(cloud, {}).get(region)
