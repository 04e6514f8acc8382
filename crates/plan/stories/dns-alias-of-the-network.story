# A CNAME of the network's own host leads here, wherever that host is at the moment.

given www is never wanted
dns blog.customer.example: alias of the network
map blog.customer.example to site 2
within 2m blog.customer.example is secured
expect 1 order
