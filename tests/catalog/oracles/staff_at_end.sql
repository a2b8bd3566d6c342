-- People there at each month’s end
SELECT person_id, spell, sum(share) AS value
FROM by_person('staff_months', employee_id, recorded_on)
WHERE credited_on >= $start AND credited_on < $end
  AND at_end
GROUP BY person_id, spell
