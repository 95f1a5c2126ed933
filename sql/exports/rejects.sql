SELECT * FROM rejects
