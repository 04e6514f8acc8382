# The authority refuses for more than a month. No more orders are made until something changes.

given www is never wanted
dns shop.example: here
authority refuses "policy forbids this name"
map shop.example to site 2
wait 31d
expect shop.example is attention because certificate_given_up so operator acts
authority issues
wait 5d
expect shop.example is attention because certificate_given_up

# The customer changes something at last.
dns shop.example: elsewhere
wait 2d
dns shop.example: here
within 2d shop.example is secured
