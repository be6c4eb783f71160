"""Rivers: water comes in turns, land goes into trusteeship by blocks, clerks report for neighbours."""
