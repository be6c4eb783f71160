"""Schools of invented worlds that differ in structure, none of them made by a projection's author.

All of it is invented (演示数据 / synthetic). A school is written without a look at the projection engine.
"""
