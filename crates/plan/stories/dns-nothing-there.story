# The name exists without an address, does not exist, or is an alias of nothing. Each is its own reason.

given www is never wanted
dns empty.example: no address
dns absent.example: no such name
dns dead.example: alias of nothing
map empty.example to site 2
map absent.example to site 3
map dead.example to site 4
wait 30m
expect empty.example is waiting_dns because dns_missing so customer acts
expect absent.example is waiting_dns because dns_no_such_name so customer acts
expect dead.example is waiting_dns because dns_dead_alias so customer acts
expect 0 orders

dns empty.example: here
dns absent.example: here
dns dead.example: here
within 1h empty.example is secured
within 1h absent.example is secured
within 1h dead.example is secured
expect 3 orders
