# minato_fingerprints(<variable>): data/fingerprints as one generated source, made by a tool of the same
# reader that the program has.
function(minato_fingerprints variable)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/data/fingerprints/*.toml)
  set(identify ${CMAKE_SOURCE_DIR}/src/identify)
  add_executable(compile_fingerprints ${CMAKE_SOURCE_DIR}/tools/compile_fingerprints.cc
    ${identify}/fingerprint_reader.cc ${identify}/pattern.cc)
  target_link_libraries(compile_fingerprints PRIVATE minato_base pcre2 tomlplusplus)
  set(output ${CMAKE_BINARY_DIR}/generated/fingerprints.cc)
  add_custom_command(OUTPUT ${output}
    COMMAND compile_fingerprints ${output} ${files}
    DEPENDS compile_fingerprints ${files}
    COMMENT "Reading the fingerprints" VERBATIM)
  set(${variable} ${output} PARENT_SCOPE)
endfunction()
