# Somebody attached the domain by hand with www. Its twin is never switched off, whatever DNS says.

dns shop.example: here
dns www.shop.example: elsewhere
hand attaches shop.example with www
map shop.example to site 2
wait 30d
expect shop.example is attached with www
