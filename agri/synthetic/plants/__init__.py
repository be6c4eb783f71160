"""Known frauds, slips and honest oddities, planted into invented honest years (演示数据 / synthetic).

A family is a file; `kinds.py` lists all of them. What is planted is written from what inspectors and
townships tell, without a look at the detectors, which are measured on it: nothing here imports them.
"""
