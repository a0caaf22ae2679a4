# Each file of the folder: the reader of a new kind is found without a word.
file(GLOB SQL_SOURCES CONFIGURE_DEPENDS sql/*.c)
