# The authority refuses for a day. The pauses grow: 15 and 30 minutes, 1, 3, 6, 12 and 24 hours, each up to a fifth longer.

given www is never wanted
dns shop.example: here
authority refuses "the service is down for maintenance"
map shop.example to site 2
wait 1m
expect 1 order
expect shop.example is attention because certificate_refused
expect shop.example says "the service is down for maintenance"
wait 20m
expect 2 orders
wait 40m
expect 3 orders
wait 80m
expect 4 orders
wait 4h
expect 5 orders
wait 8h
expect 6 orders
wait 15h
expect 7 orders
wait 30h
expect 8 orders
expect 0 failed validations of shop.example

authority issues
within 30h shop.example is secured
