CREATE TABLE ledger (
    sequence BIGINT NOT NULL CHECK (sequence >= 0)
);

COMMENT ON TABLE ledger IS 'One row: how many commits this database holds, to compare with the log beside it.';
COMMENT ON COLUMN ledger.sequence IS 'Number of the last commit';
