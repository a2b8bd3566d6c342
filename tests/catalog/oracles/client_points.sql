-- Points for the four competencies, by clients
SELECT person_id, spell, sum(points * share) AS value
FROM by_person('competency_ratings', employee_id, rated_on)
WHERE credited_on >= $start AND credited_on < $end
  AND rater = 'client' AND competency NOT IN ('knowledge', 'systems', 'tools', 'analysis')
GROUP BY person_id, spell
