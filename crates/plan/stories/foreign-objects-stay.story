# An object that nobody in the network ever wanted stays as it is for ever.

hand attaches leftover.example with www
dns leftover.example: elsewhere
dns www.leftover.example: elsewhere
wait 30d
expect leftover.example is attached with www
expect leftover.example is attached because not_ours
expect 0 orders
