-- Different clients seen
SELECT person_id, spell, count(*) AS value
FROM (
    SELECT person_id, spell, client_id
    FROM by_person('visits', employee_id, visited_on)
    WHERE credited_on >= $start AND credited_on < $end
    GROUP BY person_id, spell, client_id
)
GROUP BY person_id, spell
