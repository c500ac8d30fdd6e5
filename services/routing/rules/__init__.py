"""The rulebooks (规则集): read, checked, compiled, published, rehearsed and explained."""
