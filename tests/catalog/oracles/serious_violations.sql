-- Serious cases
SELECT person_id, spell, sum(share) AS value
FROM by_person('conduct_cases', employee_id, happened_on)
WHERE credited_on >= $start AND credited_on < $end
  AND severity = 'serious'
GROUP BY person_id, spell
