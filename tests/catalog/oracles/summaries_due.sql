-- Records of the kind “summary”
SELECT person_id, spell, sum(share) AS value
FROM by_person('diaries', employee_id, day)
WHERE credited_on >= $start AND credited_on < $end
  AND kind = 'summary'
GROUP BY person_id, spell
