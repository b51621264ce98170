"""Memory layout of the kernel's records.

Int64 throughout: no field needs the last bit, and mixing signs is what silently turns
an octet count into a float.
"""

from __future__ import annotations

import numpy as np

NONE = -1
"""Absent value in any signed field of these records."""

PACKET = np.dtype(
    [
        ("time_ns", "i8"),  # NO_TIME where the record has none
        ("number", "i8"),  # in the capture, from 1
        ("offset", "i8"),  # of the frame in the buffer
        ("source_hi", "i8"),  # address halves as bit patterns; IPv4 in the low 32 bits of lo
        ("source_lo", "i8"),
        ("destination_hi", "i8"),
        ("destination_lo", "i8"),
        ("source_mac", "i8"),
        (
            "payload",
            "i8",
        ),  # offset of the transport payload in the buffer; without IP, of a frame that may hold Remote ID
        ("seq", "i8"),
        ("ack", "i8"),
        ("tsval", "i8"),
        ("tsecr", "i8"),
        ("captured", "i4"),
        ("wire", "i4"),
        ("payload_captured", "i4"),
        ("payload_octets", "i4"),
        ("ip_octets", "i4"),
        ("source_port", "i4"),
        ("destination_port", "i4"),
        ("dlt", "i4"),
        (
            "app_id",
            "i4",
        ),  # user or process whose it is, see harness.kernel.apps; NONE where the capture does not say
        ("app_at", "i4"),  # where its name lies, from the frame's first octet; 0 where there is none
        ("protocol", "i2"),
        ("verdict", "i2"),
        ("usb", "i1"),  # what its USB endpoint carries, as descriptors before it say; 0 where they do not
        ("family", "i1"),  # 4, 6, or 0 where there is no IP
        ("encapsulated", "i1"),
        ("flags", "i2"),  # TCP flags, NONE where not TCP
        ("ttl", "i2"),
        ("fragment", "i1"),  # 0: whole; FIRST_FRAGMENT, MIDDLE_FRAGMENT, LAST_FRAGMENT
        ("fragment_next", "i2"),  # protocol that the datagram's data begin with
        ("app_octets", "i2"),  # of its name at most; a zero ends it before
        ("fragment_at", "i4"),  # place of this fragment's data in the datagram's
        ("fragment_octets", "i4"),
        ("fragment_data", "i8"),  # their offset in the buffer
        ("fragment_id", "i8"),  # identification
    ],
    align=True,
)

FIRST_FRAGMENT, LAST_FRAGMENT, MIDDLE_FRAGMENT = 1, 2, 3
"""Bit 0: more fragments follow; bit 1: others stand before."""

NO_TIME = np.iinfo(np.int64).min
"""``time_ns`` of a packet that the capture gives no time for."""

FLOW = np.dtype(
    [
        ("a_hi", "i8"),  # A is the side with the lower address, then the lower port
        ("a_lo", "i8"),
        ("b_hi", "i8"),
        ("b_lo", "i8"),
        ("head_ns", "i8"),  # time of the first packet in capture order: decides on joining
        ("start_ns", "i8"),  # smallest and largest time
        ("end_ns", "i8"),
        ("first_packet", "i8"),
        ("packets", "i8", (2,)),  # index 0: sent by A, 1: sent by B
        ("ip_octets", "i8", (2,)),
        ("payload_octets", "i8", (2,)),
        ("data_packet", "i8", (2,)),  # first packet with payload
        ("data_ns", "i8", (2,)),  # its time; NO_TIME where there is none
        ("sealed_octets", "i8", (2,)),  # of TLS application data and QUIC 1-RTT packets, a lower bound
        ("mac", "i8", (2,)),  # sender's MAC in its first packet
        ("syn_ns", "i8"),
        ("syn_packet", "i8"),
        ("synack_ns", "i8"),
        ("synack_packet", "i8"),
        ("isn", "i8"),  # initiator's initial sequence number
        ("syn_tsval", "i8"),
        ("synack_tsecr", "i8"),
        ("timed_ns", "i8"),
        ("a_port", "i4"),
        ("b_port", "i4"),
        ("syns", "i4"),
        ("synacks", "i4"),
        ("head_from", "u4", (2,)),  # sequence numbers of the message being collected; equal: none
        ("head_to", "u4", (2,)),
        ("low", "u4", (2,)),  # TCP payload by sequence number, see harness.kernel.streams
        ("edge", "u4", (2,)),
        ("acked", "u4", (2,)),  # what the other side acknowledged, and the first of it
        ("acked_from", "u4", (2,)),
        ("repeated_octets", "u4", (2,)),  # payload seen before
        ("retired_octets", "u4", (2,)),  # in holes given up
        ("hole_from", "u4", (3,)),
        ("hole_to", "u4", (3,)),
        ("ack_rtt", "u4", (2,)),  # least data-to-acknowledgement time in ns, see harness.kernel.round_trips
        ("timed_tsval", "u4"),
        ("app_id", "i4"),  # user or process in the first packet that names one, NONE without any
        ("minute", "i4"),  # since the epoch, of the last packet, see harness.kernel.minutes
        ("protocol", "i2"),
        ("capture", "i2"),
        ("data_capture", "i2", (2,)),
        ("opening_capture", "i2", (2,)),  # of the first SYN and the first SYN-ACK
        ("ack_rtts", "u2", (2,)),  # samples, as far as the field counts
        ("flags", "i2", (2,)),  # OR of TCP flags, NONE where no TCP header was seen
        ("family", "i1"),
        ("app_mixed", "i1"),  # 1: another packet names another
        ("initiator", "i1"),  # 0: A opened it, 1: B, NONE: no SYN or SYN-ACK seen
        ("first_side", "i1"),  # who sent the first packet
        ("handshake", "i1", (2,)),  # 1: sent TLS or DTLS records or QUIC long headers; and H_* of contact
        ("hole_side", "i1", (3,)),  # NONE: no hole there
        ("stream", "i1", (2,)),  # bits of harness.kernel.streams
        ("timed", "i1"),  # segment that an acknowledgement is awaited of; NONE: none
        ("ttl", "u1", (2,)),  # of the side's first packet
        ("first_depth", "i1"),  # IP headers around the one that its first packet counts by
        ("ended", "i1"),  # what ended it, see E_* of flows; 0 where no flow followed
    ],
    align=True,
)

EVENT = np.dtype(
    [
        ("row", "i8"),  # of the flow, until the table is next changed
        ("flow", "i8"),  # its mark: what it is known by, see harness.kernel.gone
        ("time_ns", "i8"),
        ("number", "i8"),
        ("offset", "i8"),  # payload in the buffer
        ("seq", "i8"),
        ("start", "i8"),  # sequence number that the message begins at
        ("octets", "i4"),
        ("kind", "i2"),
        ("side", "i1"),  # sender
    ],
    align=True,
)
"""A payload that may hold a name, for the decoders in ``harness.wire``."""

SIGHTING = np.dtype(
    [
        ("source_hi", "i8"),  # fields as in PACKET
        ("source_lo", "i8"),
        ("source_mac", "i8"),
        ("time_ns", "i8"),  # first packet of the sender in the span
        ("number", "i8"),
        ("family", "i1"),
    ],
    align=True,
)
"""One sender, address and MAC, that sent in one span of time (``harness.kernel.sightings``)."""

INTERFACE = np.dtype(
    [
        ("link_type", "i8"),
        ("snaplen", "i8"),  # 0: none
        ("tick_power", "i8"),  # one tick is 10**-power s, or 2**-power s where binary
        ("tick_binary", "i8"),
        ("offset_s", "i8"),
    ],
    align=True,
)
"""A pcapng interface, as its description block declares it."""
