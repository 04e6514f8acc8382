# A hundred sites of the network, each with a certificate of its own: more than a week allows. A wildcard would spare them.

given no wildcard
given 90 more sites
wait 10m
expect 40 orders
expect a wildcard is advised for 58 sites
