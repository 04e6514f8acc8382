# A wildcard of the web application answers for the sites of the network. They need nothing of their own.

map s3.network.example to site 3
wait 1d
expect s3.network.example is secured because covered_by_wildcard
expect 0 orders
