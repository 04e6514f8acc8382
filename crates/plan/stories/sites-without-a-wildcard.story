# Without a wildcard each site of the network is attached and gets a certificate.

given no wildcard
within 1h s{2..9}.network.example is secured
expect 8 orders
