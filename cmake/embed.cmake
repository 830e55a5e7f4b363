# Knowledge as data: files of data/ become C++ sources at build time.

# minato_catalogues(<variable>): the ja/en texts of data/text as one generated source.
function(minato_catalogues variable)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/data/text/*/*.toml)
  set(output ${CMAKE_BINARY_DIR}/generated/catalogue.cc)
  add_custom_command(OUTPUT ${output}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/embed_text.py
            ${CMAKE_SOURCE_DIR}/data/text ${output}
    DEPENDS ${CMAKE_SOURCE_DIR}/tools/embed_text.py ${files}
    COMMENT "Embedding the ja/en catalogues" VERBATIM)
  set(${variable} ${output} PARENT_SCOPE)
endfunction()

# minato_registry_tables(<variable>): the IANA table and our knowledge of ports as one generated source.
function(minato_registry_tables variable)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/data/iana/*.tsv ${CMAKE_SOURCE_DIR}/data/knowledge/*.toml)
  set(output ${CMAKE_BINARY_DIR}/generated/registry_data.cc)
  add_custom_command(OUTPUT ${output}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/embed_registry.py
            ${CMAKE_SOURCE_DIR}/data/iana ${CMAKE_SOURCE_DIR}/data/knowledge ${output}
    DEPENDS ${CMAKE_SOURCE_DIR}/tools/embed_registry.py ${CMAKE_SOURCE_DIR}/tools/knowledge.py ${files}
    COMMENT "Embedding the port registry" VERBATIM)
  set(${variable} ${output} PARENT_SCOPE)
endfunction()

# minato_port_ranking(<variable>): the ports of TCP and UDP, the likeliest first, as one generated source.
function(minato_port_ranking variable)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/data/iana/*.tsv ${CMAKE_SOURCE_DIR}/data/knowledge/*.toml)
  set(data ${CMAKE_SOURCE_DIR}/data)
  set(output ${CMAKE_BINARY_DIR}/generated/port_ranking.cc)
  add_custom_command(OUTPUT ${output}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/embed_ranking.py
            ${data}/ranking/ports.toml ${data}/iana ${data}/knowledge ${output}
    DEPENDS ${CMAKE_SOURCE_DIR}/tools/embed_ranking.py ${CMAKE_SOURCE_DIR}/tools/knowledge.py
            ${data}/ranking/ports.toml ${files}
    COMMENT "Embedding the ranking of ports" VERBATIM)
  set(${variable} ${output} PARENT_SCOPE)
endfunction()

# minato_embedded(<variable> <tool> <data file> <generated name>): one data file through one tool.
function(minato_embedded variable tool data name)
  set(output ${CMAKE_BINARY_DIR}/generated/${name})
  add_custom_command(OUTPUT ${output}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/${tool} ${CMAKE_SOURCE_DIR}/${data} ${output}
    DEPENDS ${CMAKE_SOURCE_DIR}/tools/${tool} ${CMAKE_SOURCE_DIR}/${data}
    COMMENT "Embedding ${data}" VERBATIM)
  set(${variable} ${output} PARENT_SCOPE)
endfunction()

# minato_remedies(<variable>): what to type a product, and releases past their end, as one generated source.
function(minato_remedies variable)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/data/remedies/*.toml)
  set(output ${CMAKE_BINARY_DIR}/generated/remedies_data.cc)
  add_custom_command(OUTPUT ${output}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/embed_remedies.py ${CMAKE_SOURCE_DIR}/data ${output}
    DEPENDS ${CMAKE_SOURCE_DIR}/tools/embed_remedies.py ${CMAKE_SOURCE_DIR}/data/end_of_life.toml ${files}
    COMMENT "Embedding the remedies" VERBATIM)
  set(${variable} ${output} PARENT_SCOPE)
endfunction()
