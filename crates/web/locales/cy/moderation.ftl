report-title = Adroddiad
report-send = Anfon adroddiad
