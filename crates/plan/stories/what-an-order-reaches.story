# One certificate for all. Before an order is made, the plan says what it covers, what it leaves out and why.

given one certificate for all
given www is never wanted
dns good{1..3}.example: here
dns away.example: elsewhere
dns forbidden.example: here
caa forbidden.example: forbids
map good{1..3}.example to site 2
map away.example to site 3
map forbidden.example to site 4
within 5m good{1..3}.example is secured
expect the order covers 4 names
expect the order leaves out away.example because dns_elsewhere
expect the order leaves out forbidden.example because caa_forbids
