SELECT * FROM roles
