# Somebody presses Retry every few minutes, and the authority cannot reach the name: a firewall. Four orders an hour, no more.

given www is never wanted
dns shop.example: here
authority cannot reach shop.example
map shop.example to site 2
wait 1m
expect 1 order
person retries shop.example
wait 3m
expect 2 orders
person retries shop.example
wait 3m
expect 3 orders
person retries shop.example
wait 3m
expect 4 orders
person retries shop.example
wait 40m
expect 4 orders
expect 4 failed validations of shop.example
within 30m 5 orders for shop.example
