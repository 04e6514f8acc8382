# RunCloud's plan allows twelve calls a month, and it is the last day of one. Whoever comes when they are spent waits for the
# next month and says so.

given 12 calls a month
given www is never wanted
dns shop{1..8}.example: here
map shop{1..6}.example to site 2
within 10m shop{1..6}.example is secured
map shop{7..8}.example to site 3
wait 3h
expect shop{7..8}.example is not attached
expect shop7.example is attaching because call_budget
expect 6 orders
within 1d shop{7..8}.example is secured
