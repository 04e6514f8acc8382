# RunCloud takes the order and nothing happens. After ten minutes it counts as failed, and is tried again sparingly.

given www is never wanted
dns shop.example: here
authority never delivers
map shop.example to site 2
wait 12m
expect shop.example is attention because certificate_never_came
expect 1 order
wait 1h
expect 3 orders

authority issues
within 2h shop.example is secured
