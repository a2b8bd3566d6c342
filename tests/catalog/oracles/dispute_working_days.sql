-- Working days that settling them took
SELECT person_id, spell, sum(working_days * share) AS value
FROM by_person('pay_disputes', answered_by, settled_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
