# One certificate for all: forty customers on one day, five of them with names that are not ready. One order.

given one certificate for all
given www is never wanted
dns shop{1..40}.example: here
dns late{1..5}.example: elsewhere
map shop{1..40}.example to site 2
map late{1..5}.example to site 3
within 10m shop{1..40}.example is secured
expect late{1..5}.example is not attached
expect 1 order
expect 0 orders for late1.example

dns late1.example: here
within 1h late1.example is secured
expect 2 orders
