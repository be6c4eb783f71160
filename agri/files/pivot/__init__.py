"""Own tables: amounts of forms by place, period and element, laid out as somebody wants to see them."""
