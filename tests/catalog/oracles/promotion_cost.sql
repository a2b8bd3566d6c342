-- What they cost
SELECT person_id, spell, sum(cost * share) AS value
FROM by_person('promotions', employee_id, ended_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
