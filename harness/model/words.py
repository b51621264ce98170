"""Closed vocabularies shared by tables, stages and reports.

Every value here is public: it stands in JSON documents and is never renamed.
"""

from __future__ import annotations

from enum import StrEnum


class ClientBy(StrEnum):
    """How it is known which side of a flow is the client, firmest first."""

    SYN = "syn"
    """Sent the SYN, or was sent the SYN-ACK (RFC 9293 §3.5)."""
    DEVICE = "device"
    """Is a device under test, named by the user."""
    PRIVATE = "private"
    """Only this side's address is local or carrier-internal."""
    FIRST = "first"
    """Sent the first packet seen: a convention, not evidence."""


class NameSource(StrEnum):
    """By what means a packet tied a name to an address."""

    DNS = "dns"
    """The question of a DNS answer that led to this address (RFC 1035)."""
    DNS_CNAME = "dns_cname"
    """An alias on the way from the question to this address."""
    SNI = "sni"
    """server_name of a TLS ClientHello over TCP (RFC 6066 §3)."""
    QUIC_SNI = "quic_sni"
    """The same of a ClientHello in QUIC's Initial packets (RFC 9001 §4.1)."""
    HTTP_HOST = "http_host"
    """Host of an HTTP/1 request (RFC 9112 §3.2)."""
    DTLS_SNI = "dtls_sni"
    """server_name of a DTLS ClientHello."""
    HTTP2_AUTHORITY = "http2_authority"
    """``:authority`` of a request of HTTP/2 in clear (RFC 9113 §8.3.1)."""
    RTMP_URL = "rtmp_url"
    """Host of the ``tcUrl`` that an RTMP client connects to."""
    RTSP_URI = "rtsp_uri"
    """Host of an RTSP request's URI (RFC 2326 §6.1, RFC 7826 §4.2)."""
    SIP_URI = "sip_uri"
    """Host of a SIP request's URI (RFC 3261 §19.1.1)."""
    DECRYPTED_HOST = "decrypted_host"
    """Host or ``:authority`` of a request in a flow that was opened with the tester's keys (RFC 9110 §7.2)."""
    DNS_HINT = "dns_hint"
    """An address hint of an HTTPS or SVCB record: advice that a client may leave (RFC 9460 §7.3)."""
    PTR = "ptr"
    """What the holder of an address calls it in the reverse tree; nobody asked for that name (RFC 1035 §3.5)."""
    MDNS = "mdns"
    """What a device of the local link says of itself (RFC 6762)."""
    LLMNR = "llmnr"
    """Likewise (RFC 4795)."""
    CAPTURE_NRB = "capture_nrb"
    """What the program that wrote the capture calls an address (draft-ietf-opsawg-pcapng §4.5)."""
    HTTPDNS = "httpdns"
    """The host that an HTTP lookup service was asked for, of an address in its answer; nobody asked a resolver."""
    HOSTS_FILE = "hosts_file"
    """What the tester calls an address, in a file given with ``--hosts`` (hosts(5))."""
    CERTIFICATE = "certificate"
    """A name in the certificate that a TLS server sent in clear (RFC 5280): its claim, which nobody here checked."""
    PROXY = "proxy"
    """A proxy saw it in the client's hello or decrypted request, or the program that sent the request wrote it down (HAR)."""


class CertificateRange(StrEnum):
    """How far the names of one certificate reach."""

    ONE = "one"
    """It holds one name."""
    KIN = "kin"
    """All lie at or below one of them, wildcards at what they stand for."""
    SEVERAL = "several"
    """Others too: it serves many, and which of them a connection was for it does not tell."""


class HelloTransport(StrEnum):
    """What carried a ClientHello."""

    TLS = "tls"
    """Records of TLS over TCP (RFC 8446 §5.1)."""
    DTLS = "dtls"
    """Datagrams of DTLS (RFC 6347 §4.2, RFC 9147 §5)."""
    QUIC = "quic"
    """CRYPTO frames of QUIC (RFC 9001 §4)."""


class Onward(StrEnum):
    """Why what is sent to an endpoint is passed on to servers that are not seen."""

    PROXY = "proxy"
    """It was asked to reach another."""
    TUNNEL = "tunnel"
    """It speaks the protocol of a tunnel."""
    LIKELY_TUNNEL = "likely_tunnel"
    """Transport or port are those of tunnels and proxies."""
    STAND_IN = "stand_in"
    """Proxy apps hand such addresses out in place of real ones."""
    RESERVED = "reserved"
    """Nobody may have the address."""


class RequestSeenBy(StrEnum):
    """How an HTTP request became readable."""

    CLEAR = "clear"
    """It was sent in clear."""
    KEYLOG = "keylog"
    """Decrypted with the connection's own keys: nothing was changed on the way."""
    PROXY = "proxy"
    """Decrypted by a proxy that stood in for the server."""
    HAR = "har"
    """Told by the program that sent it."""
    ZEEK = "zeek"
    """Read by Zeek, in clear or decrypted: its log does not say which."""


class CaStore(StrEnum):
    """Where the device under test held the CA of an intercepting proxy."""

    SYSTEM = "system"
    """In the store that the system trusts: what refuses it there is pinned."""
    USER = "user"
    """Among those that the user added, which apps distrust by default."""
    NONE = "none"
    """Nowhere."""


class ProxyFailure(StrEnum):
    """How a client showed that it would not speak through an intercepting proxy. None of these means *pinned*: see ``CaStore``."""

    CA_NOT_ACCEPTED = "ca_not_accepted"
    """It refused the proxy's certificate (alerts of RFC 8446 §6.2). Apps distrust CAs of the user by default."""
    HANDSHAKE_FAILED = "handshake_failed"
    """Its handshake ended otherwise; why is not told."""
    CLOSED_WITHOUT_DATA = "closed_without_data"
    """It completed the handshake and left without a word, as clients do that look at the certificate afterwards."""


class Scope(StrEnum):
    """Whether an address can be an endpoint on the internet."""

    LOCAL = "local"
    """This host, link or site, or no single host at all (multicast, broadcast)."""
    CARRIER = "carrier"
    """Inside an access network; what lies behind it is not seen (RFC 6598)."""
    INTERNET = "internet"
    """Anything else, stand-in documentation addresses included."""


class PlaceStatus(StrEnum):
    """How well it is known in which country an address is (DESIGN section 6)."""

    CONFIRMED = "confirmed"
    """Physics leaves one country."""
    AGREED = "agreed"
    """Two or more locators of separate lineage say the same, none says otherwise."""
    SINGLE = "single"
    """One locator answers."""
    DISPUTED = "disputed"
    """Locators answer differently."""
    REFUTED = "refuted"
    """Physics excludes what the locators say."""
    ANYCAST = "anycast"
    """Announced from many places at once: no single country."""
    UNKNOWN = "unknown"
    """No locator answers, or the address is not routed."""


class Remote(StrEnum):
    """Which side of a flow is the far one, as seen from the product."""

    SERVER = "server"
    """The server: the client is a device under test, or the only side inside."""
    CLIENT = "client"
    """The client: the server is a device under test, or the only side inside."""
    LIKELY_SERVER = "likely_server"
    """Both sides are on the internet and neither is a named device; who opened the flow is taken for ours."""
    UNKNOWN = "unknown"
    """Likewise, and who opened it was not seen either."""


class ContactLevel(StrEnum):
    """How far contact with a server got, weakest first (DESIGN section 5)."""

    ATTEMPTED = "attempted"
    """TCP only: nothing came back but, at most, a refusal."""
    CONNECTED = "connected"
    """TCP: answered, and no payload was sent to it. Others: only the server was seen sending."""
    HANDSHAKE = "handshake"
    """TLS or QUIC was begun with it; no application data was seen going to it."""
    DATA = "data"
    """Application data was sent to it."""


class CountryAnswer(StrEnum):
    """The plain answer to "was this country contacted?", worst first."""

    WITNESSED = "witnessed"
    """At least one endpoint is a witness: application data went there."""
    POSSIBLE = "possible"
    """No witness, but something seen or not readable could be one."""
    NONE_SEEN = "none_seen"
    """Everything that was read is clear of it. Not proof of absence."""


class Owner(StrEnum):
    """Whose a flow is (DESIGN section 5, attribution)."""

    SUBJECT = "subject"
    """The product under test."""
    TOOL = "tool"
    """Our own: gateway clock, resolver, probes. Excluded and listed."""
    OTHER = "other"
    """A listed device that is not under test. Excluded and listed."""
    BACKGROUND = "background"
    """The device sends there without the app too."""
    DELEGATED = "delegated"
    """A system service that may send on the app's behalf."""
    UNASSIGNED = "unassigned"
    """Nobody can be named."""


class Standing(StrEnum):
    """What a contact is to a claim."""

    WITNESS = "witness"
    """Contradicts it."""
    OPEN = "open"
    """Could contradict it; blocks PASS."""
    EXCLUDED = "excluded"
    """Would matter if it were the subject's, or data; it is not, and is listed."""
