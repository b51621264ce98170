"""The forms of a situation in; the field reference of ``docs/forge.md`` out, as Markdown.

``python -m harness.rules.forge_reference`` prints it; a test holds the page in step.
"""

from __future__ import annotations

import sys

from harness.rules import forge_forms as forms
from harness.rules import forge_message_forms as messages
from harness.rules.forge_between import BetweenForm
from harness.rules.reference import form_table

_FORMS = (
    ("Top of the file", forms.SituationForm),
    ("`networks`", forms.NetworkForm),
    ("`networks: gateway`", forms.GatewayForm),
    ("`networks: loss`", forms.LossForm),
    ("`networks: between`", BetweenForm),
    ("`networks: seen`", forms.SeenForm),
    ("`devices`", forms.DeviceForm),
    ("`hosts`", forms.HostForm),
    ("`names`", forms.NameForm),
    ("`names: answers`", forms.AnswerForm),
    ("`values`", messages.ValueForm),
    ("`traffic`", forms.TrafficForm),
    ("`traffic: messages`", messages.MessageForm),
    ("`traffic: messages: protobuf`", messages.FieldForm),
    ("`traffic: http`", forms.HttpForm),
    ("`traffic: repeat`", forms.RepeatForm),
    ("`background`", forms.BackgroundForm),
    ("`replicate`", forms.ReplicateForm),
)


def situation_reference() -> str:
    """Every key of every form; ends with a newline."""
    return "\n".join(form_table(title, form) for title, form in _FORMS)


if __name__ == "__main__":
    sys.stdout.write(situation_reference())
