# minato_fingerprints(<variable>): data/fingerprints as one generated source; the patterns are compiled
# here, by a tool made of the same reader and matcher that the program has.
function(minato_fingerprints variable)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/data/fingerprints/*.toml)
  set(identify ${CMAKE_SOURCE_DIR}/src/identify)
  add_executable(compile_fingerprints ${CMAKE_SOURCE_DIR}/tools/compile_fingerprints.cc
    ${identify}/fingerprint_reader.cc ${identify}/pattern_database.cc ${identify}/scan_expression.cc)
  target_link_libraries(compile_fingerprints PRIVATE minato_base hs tomlplusplus)
  set(output ${CMAKE_BINARY_DIR}/generated/fingerprints.cc)
  set(database ${CMAKE_BINARY_DIR}/generated/fingerprints.hsdb)
  add_custom_command(OUTPUT ${output} ${database}
    COMMAND compile_fingerprints ${output} ${database} ${files}
    DEPENDS compile_fingerprints ${files}
    COMMENT "Compiling the fingerprints" VERBATIM)
  set_source_files_properties(${output} PROPERTIES OBJECT_DEPENDS ${database})
  set(${variable} ${output} PARENT_SCOPE)
endfunction()
