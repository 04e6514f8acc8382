# Certificates are fine, and visitors meet something else: a redirect, a password, another server, nothing.

given www is never wanted
dns moved.example: here
dns locked.example: here
dns other.example: here
dns dead.example: here
visitors moved.example: are sent to https://elsewhere.example/
visitors locked.example: need a password
visitors other.example: get another answer
visitors dead.example: get no answer
map moved.example to site 2
map locked.example to site 3
map other.example to site 4
map dead.example to site 5
wait 10m
expect moved.example is secured because certificate_valid
expect locked.example is secured because certificate_valid
expect other.example is secured because certificate_valid
expect dead.example is secured because certificate_valid

# The wall comes down.
visitors locked.example: get row 2 of site 3
within 6h locked.example is serving
