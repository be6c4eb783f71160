"""Print the forms as the API sends them, and the counted years.

The phone's half of the shared cases is put to them: the front end's unit tests (`web/tools`) run
``python -m tests.rules.wire`` once.
"""

from __future__ import annotations

import json
import sys

from agri.api.routes.reference.forms import FormPublic
from agri.definitions.counted_periods import counted_years
from agri.definitions.forms import read_forms
from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root


def main() -> None:
    forms = [
        FormPublic.model_validate(form).model_dump(mode="json")
        for form in read_forms(seed_root() / "zhengzhou")
    ]
    years = counted_years([read_plan(seed_root() / "zhengzhou", 2019)]).every
    json.dump({"forms": forms, "counted_years": list(years)}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
