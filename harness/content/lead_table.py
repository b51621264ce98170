"""The patterns of leads: what resembles personal or product data. Data with ids that are public and never used again.

A number alone says nothing: a pattern counts with the name of a key before it, or with a check digit. Every pattern is bounded
and free of nested repetition, so that no octets make it slow (tests/content/test_lead_table.py walks them).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from harness.content.octet_runs import OctetKind


class Form(StrEnum):
    """What the value behind a key must look like."""

    ANY = "any"
    WORD = "word"
    """Four printable characters or more."""
    SERIAL = "serial"
    """Eight to 20 letters and digits, a digit among them."""
    DEGREES = "degrees"
    """A number with four decimals or more, or an integer of seven to ten digits."""
    LONG_ID = "long_id"
    """Eight letters, digits or dashes or more, a digit among them."""
    MAC = "mac"
    EMAIL_OR_WORD = "email_or_word"


class Check(StrEnum):
    """What a pattern must pass beyond its form."""

    NONE = "none"
    LUHN = "luhn"
    """The last digit is the check digit (ISO/IEC 7812-1 annex B)."""
    LENGTH_CHARACTER = "length_character"
    """The fifth character counts those behind it (ANSI/CTA-2063-A)."""


class KeyRule(NamedTuple):
    """Names of keys in JSON, forms, XML and MQTT payloads; case and dashes do not matter."""

    id: str
    category: str
    keys: tuple[str, ...]
    form: Form
    reasoning: str
    sources: tuple[str, ...]


class TextRule(NamedTuple):
    """A pattern that stands without a key."""

    id: str
    category: str
    pattern: bytes
    check: Check
    reasoning: str
    sources: tuple[str, ...]
    holds: OctetKind | None = None
    """Octets that every match has in a row: the pattern is tried near such only. None: wherever it may be."""


_DIGITS: Final = b"0123456789"
_SERIAL_LETTERS: Final = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CLOUD: Final = "dji-sdk/Cloud-API-Doc, docs/en/60.api-reference (commit 4ec6b0c)"
_UMENG: Final = "Umeng+ SDK privacy and compliance guide, Alibaba Cloud help 164546"
_AMAP: Final = "AMap SDK compliance guide, AutoNavi, 2026-06-25"
_JIGUANG: Final = "JPush SDK compliance guide, Aurora Mobile, 2025-09-25"
_HOVER: Final = "Hover X1 App privacy policy, 2024-06-04"
_DJI_LIST: Final = "DJI SDK information collection list, DJI Developer, 2023-08-25"
_ODID: Final = "opendroneid/opendroneid-core-c, libopendroneid (commit beb5639)"
_TRACKHAR: Final = "tweaselORG/TrackHAR, src/adapters (commit b018948)"
_SERIALS: Final = "ANSI/CTA-2063-A serial number format, as told by Dronetag help"
_3GPP: Final = "3GPP TS 23.003"

KEY_RULES: Final = (
    KeyRule(
        "key-serial", "device_serial",
        ("sn", "serial", "serial_number", "device_sn", "gateway_sn", "aircraft_sn", "drone_sn", "hardware_sn", "flyc_sn",
         "camera_sn", "rc_sn", "product_sn"),
        Form.SERIAL, "keys of serial numbers in JSON, queries and MQTT payloads", (_CLOUD,),
    ),
    KeyRule(
        "key-position", "gps",
        ("latitude", "longitude", "lat", "lng", "lon", "home_latitude", "home_longitude", "ltlat", "ltlng", "rblat", "rblng"),
        Form.DEGREES, "keys of coordinates; too few decimals tell a country, not a place", (_CLOUD,),
    ),
    KeyRule(
        "key-remote-id", "remote_id",
        ("uas_id", "operator_id", "operator_latitude", "operator_longitude", "pilot_lat", "pilot_lon"),
        Form.WORD, "fields of Remote ID, the operator's position among them", (_ODID,),
    ),
    KeyRule(
        "key-phone-id", "phone_identifier",
        ("imei", "imsi", "iccid", "meid", "sim_serial", "simserial", "msisdn", "deviceid", "device_id", "android_id", "androidid"),
        Form.LONG_ID, "keys of identifiers of telephone and SIM", (_UMENG,),
    ),
    KeyRule(
        "key-mac", "mac", ("mac", "wifimac", "wifi_mac", "bssid", "bluetooth_mac", "bt_mac"),
        Form.MAC, "keys of network hardware with an address behind them", (_AMAP, _JIGUANG),
    ),
    KeyRule("key-ssid", "ssid", ("ssid", "wifi_ssid"), Form.ANY, "key of a network's name", (_AMAP, _JIGUANG)),
    KeyRule(
        "key-network-location", "location_network", ("wifi_list", "wifis", "nearby_wifi", "cellid", "bts"),
        Form.ANY, "Wi-Fi and cells seen, from which a service locates the device", (_AMAP, _JIGUANG),
    ),
    KeyRule(
        "key-advertising", "advertising_id",
        ("advertiser_id", "advertising_id", "gps_adid", "gaid", "aaid", "adid", "idfa", "idfv", "oaid", "vaid", "udid", "openudid"),
        Form.LONG_ID, "keys of identifiers for advertising and of vendors", (_TRACKHAR, _UMENG),
    ),
    KeyRule(
        "key-app-list", "app_list",
        ("applist", "app_list", "installed_apps", "installedapps", "pkglist", "package_list", "running_apps"),
        Form.ANY, "applications installed or running", (_UMENG, _JIGUANG),
    ),
    KeyRule(
        "key-account", "account_contact",
        ("email", "e_mail", "account", "username", "phone", "mobile", "phone_number"),
        Form.EMAIL_OR_WORD, "fields of registration and login", (_HOVER,),
    ),
    KeyRule(
        "key-account-id", "account_id", ("userid", "user_id", "xiaomiid", "member_uid", "account_id"),
        Form.WORD, "identifiers of an account", ("ctomichael/fpv_live, IAccountCenterHttpApi (commit 4c7bb40)",),
    ),
    KeyRule(
        "key-credential", "credential",
        ("access_token", "member_token", "x_member_token", "sts_token", "security_token", "accesskeyid", "securitytoken",
         "ossaccesskeyid", "x_oss_security_token", "x_amz_security_token", "x_cos_security_token"),
        Form.LONG_ID, "credentials; those of object stores mark a direct upload", (_CLOUD,),
    ),
    KeyRule(
        "key-install-id", "install_id",
        ("device_uuid", "install_id", "client_uuid", "clientuuid", "registration_id"),
        Form.LONG_ID, "identifiers of an installation and of push services", (_DJI_LIST,),
    ),
    KeyRule(
        "key-profile", "device_profile", ("phone_model", "os_version", "api_level", "region_code"),
        Form.ANY, "profile of the device", (_DJI_LIST,),
    ),
)  # fmt: skip
"""By key name. Names that stand in half of all JSON (``model``, ``token``, ``uid``, ``height``) are left out."""

TEXT_RULES: Final = (
    TextRule(
        "text-cta-serial", "device_serial", rb"(?<![0-9A-Za-z])[0-9A-HJ-NP-Z]{4}[1-9A-F][0-9A-HJ-NP-Z]{8,15}(?![0-9A-Za-z])",
        Check.LENGTH_CHARACTER, "maker code, length character, then so many; shorter ones are words", (_SERIALS,),
        OctetKind(_SERIAL_LETTERS, 13),
    ),
    TextRule(
        "text-imei", "imei", rb"(?<![0-9A-Za-z.])\d{15}(?![0-9A-Za-z.])", Check.LUHN,
        "15 digits; one number in ten passes by chance", (_3GPP + " section 6.2.1",), OctetKind(_DIGITS, 15),
    ),
    TextRule(
        "text-iccid", "iccid", rb"(?<![0-9A-Za-z.])89\d{17,18}(?![0-9A-Za-z.])", Check.LUHN,
        "89, then 17 or 18 digits", ("ITU-T E.118",), OctetKind(_DIGITS, 19),
    ),
    TextRule(
        "text-email", "account_contact",
        rb"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?![1-4]x\.)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}(?![A-Za-z0-9-])",
        Check.NONE, "an e-mail address is its own evidence; `@2x.png` is a picture for a dense display", ("RFC 5321 section 4.1.2", _HOVER),
        OctetKind(b"@", 1),
    ),
    TextRule(
        "text-cn-mobile", "account_contact", rb"(?<![0-9A-Za-z.+])\+?861[3-9]\d{9}(?![0-9A-Za-z.])", Check.NONE,
        "mobile number of mainland China with its country code", (_HOVER,), OctetKind(_DIGITS, 13),
    ),
    TextRule(
        "text-position", "gps",
        rb"(?<![\d.])-?\d{1,2}\.\d{4,15}\s{0,2}[,&;|]\s{0,2}(?:[a-z_]{1,20}=)?-?\d{1,3}\.\d{4,15}(?![\d.])",
        Check.NONE, "two numbers with four decimals, the first a latitude", (_CLOUD,), OctetKind(_DIGITS, 4),
    ),
    TextRule(
        "text-flight-record", "flight_record",
        rb"DJIFlightRecord_\d{4}-\d{2}-\d{2}_\[\d{2}-\d{2}-\d{2}\]\.txt|(?<![0-9A-Za-z])FLY\d{3}\.DAT(?![0-9A-Za-z])",
        Check.NONE, "file names of flight records of application and aircraft",
        ("dji-sdk/FlightRecordParsingLib (commit dc4bb0df)", "o-gs/dji-firmware-tools, comm_dat2pcap.py (commit df0b9c6)"),
        OctetKind(b"DFIJLY", 3),
    ),
    TextRule(
        "text-media-method", "media_upload", rb"\"(?:file_upload_callback|storage_config_get|fileupload_start)\"",
        Check.NONE, "methods of the Cloud API that go with an upload of media or logs", (_CLOUD,),
    ),
)  # fmt: skip

TARGET_RULES: Final = (
    TextRule(
        "target-flight-record", "flight_record", rb"/flight_log/zipupload|/flight/(?:info/)?upload", Check.NONE,
        "path of an upload of flight records", ("ctomichael/fpv_live, IFlightHttpApi (commit 4c7bb40)",),
    ),
    TextRule(
        "target-positioning", "flight_record", rb"\.(?:obs|rtk|mrk|nav)(?![0-9A-Za-z])", Check.NONE,
        "files for post-processed positions beside media", ("Media Management (Dock), DJI Developer",),
    ),
    TextRule(
        "target-crash", "crash_log", rb"/api/\d{1,12}/(?:envelope|store)/", Check.NONE,
        "ingest paths of Sentry", ("v2fly/domain-list-community, data/sentry (commit c975ccef)",),
    ),
)  # fmt: skip
"""Only in request targets."""

MEDIA_RULES: Final = (
    TextRule("media-jpeg", "media", rb"\xff\xd8\xff", Check.NONE, "JPEG; may hold position and serial", ("ISO/IEC 10918-1",)),
    TextRule("media-mp4", "media", rb"(?s:.{4})ftyp[a-z0-9]", Check.NONE, "MP4 or MOV", ("ISO/IEC 14496-12",)),
)  # fmt: skip
"""Only at the start of a body."""
