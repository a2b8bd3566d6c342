-- Minutes of visits
SELECT person_id, spell, sum(minutes * share) AS value
FROM by_person('visits', employee_id, visited_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
