-- Comments on roles, which are found only where roles are read.
-- kind: comment
-- when: SELECT FROM pg_shdescription WHERE classoid = 'pg_authid'::regclass AND objoid >= 16384
SELECT d.classoid AS parent_class,
       d.objoid AS parent,
       d.description AS text
FROM pg_shdescription d
WHERE d.classoid = 'pg_authid'::regclass AND d.objoid >= 16384
