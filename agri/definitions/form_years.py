"""The forms of several open years read together, to understand a file of any of them."""

from collections.abc import Mapping
from dataclasses import replace

from agri.definitions.forms import Forms
from agri.definitions.reading import Title


def forms_of_years(by_year: Mapping[int, Forms]) -> Forms:
    """Return the newest year's forms with what earlier years ask beside it, to understand a file of any.

    Where a title has stayed and the code is another, the title means the new one.
    """
    newest = by_year[max(by_year)]
    together = {}
    for form in newest:
        earlier = [
            by_year[year][form.code]
            for year in sorted(by_year, reverse=True)
            if by_year[year] is not newest and form.code in by_year[year]
        ]
        known, titles = set(form.element_of), {element.title.zh for element in form.elements}
        gone = []
        for section in (section for one in earlier for section in one.sections):
            elements = tuple(
                replace(element, title=Title(element.code, element.code))
                if element.title.zh in titles
                else element
                for element in section.elements
                if element.code not in known
            )
            known |= {element.code for element in elements}
            if elements:
                gone.append(replace(section, elements=elements, totals=()))
        together[form.code] = replace(form, sections=(*form.sections, *gone)) if gone else form
    for year in sorted(by_year, reverse=True):
        together |= {form.code: form for form in by_year[year] if form.code not in together}
    return Forms(together, of_years=by_year)
