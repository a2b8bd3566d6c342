-- The account “depreciation”: the company’s, nobody’s in person
SELECT 'company' AS person_id, NULL AS spell, sum(amount) AS value
FROM ledger_entries
WHERE booked_on >= $start AND booked_on < $end AND account = 'depreciation'
