# Three hundred customers at once. The authority lets one account order 300 in three hours, and 270 of them are used.

given www is never wanted
dns shop{1..300}.example: here
map shop{1..300}.example to site 2
wait 10m
expect 270 are secured of shop{1..300}.example
wait 2h
expect 270 orders
within 1h shop{1..300}.example is secured
expect 300 orders
