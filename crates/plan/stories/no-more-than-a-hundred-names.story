# A certificate holds a hundred names. The hundred and first is told so, and nobody loses anything.

given one certificate for all
given www is never wanted
dns shop{1..120}.example: here
map shop{1..120}.example to site 2
wait 2d
expect 99 are secured of shop{1..120}.example
expect 1 order for shop7.example
