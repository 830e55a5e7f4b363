# Every header of src compiles by itself: one source for each that includes nothing else. Built by
# the test `headers` only, because a change of a low header would compile all of them each time.
file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/src/*.h)
list(FILTER headers EXCLUDE REGEX "\\.bpf\\.h$")
set(stubs "")
foreach(header ${headers})
  string(REPLACE "/" "_" name ${header})
  set(stub ${CMAKE_BINARY_DIR}/generated/headers/${name}.cc)
  file(CONFIGURE OUTPUT ${stub} CONTENT "#include \"${header}\"\n#include \"${header}\"  // twice: guarded\n")
  list(APPEND stubs ${stub})
endforeach()
add_library(minato_headers OBJECT EXCLUDE_FROM_ALL ${stubs})
target_link_libraries(minato_headers PRIVATE minato_cli)

add_test(NAME headers COMMAND ${CMAKE_COMMAND} --build ${CMAKE_BINARY_DIR} --target minato_headers)
set_tests_properties(headers PROPERTIES LABELS headers TIMEOUT 1200 RUN_SERIAL ON)
