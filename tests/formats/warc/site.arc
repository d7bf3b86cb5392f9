filedesc://site.arc 0.0.0.0 19990101000000 text/plain 66
1 0 Alexa
URL IP-address Archive-date Content-type Archive-length

https://courier.example/a b 192.0.2.1 19990102030405 text/html 693
HTTP/1.0 200 OK
Content-Type: text/html

<html><head><title>Ferry crews walk out</title></head><body><p>Ferry crews in Port Lindow walked out at dawn on Monday, leaving four thousand islanders without a crossing.</p><p>“We have waited two years for a roster we can live with,” said Ada Rowe, who speaks for the deckhands’ union.</p><p>The company said it would meet the crews on Wednesday.</p><p>Islanders queued through the morning, and by noon the line reached the chandler’s on Pier Road, where tea was handed out, free, by the owner and her two sons.</p><p>The last strike on the route, in 1971, ran for nine days, and ended when the mail could wait no longer.</p></body></html>
