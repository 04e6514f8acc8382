# A name leads elsewhere for more than a month. Nobody looks any more, and the operator is told.

given www is never wanted
dns shop.example: no such name
map shop.example to site 2
wait 31d
expect shop.example is attention because dns_given_up so operator acts
expect 0 orders
