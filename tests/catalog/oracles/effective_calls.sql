-- Calls that led somewhere
SELECT person_id, spell, sum(share) AS value
FROM by_person('calls', employee_id, called_on)
WHERE credited_on >= $start AND credited_on < $end
  AND effective
GROUP BY person_id, spell
