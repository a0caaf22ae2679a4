set(SCRATCH_SOURCES
    scratch/folder.c
    scratch/load.c
    scratch/loaded.c
    scratch/process.c
    scratch/programs.c
    scratch/scratch.c
    scratch/watch.c)

# Changing the account and watching over a process go beyond POSIX.
set_source_files_properties(scratch/folder.c scratch/process.c scratch/watch.c PROPERTIES
    COMPILE_DEFINITIONS _DEFAULT_SOURCE)
