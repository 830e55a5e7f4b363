# Where things go on a system: the binary, man pages in both languages, completions. `cpack -G DEB`
# makes the package of the same. The pages and completions come from the program itself.
include(GNUInstallDirs)

find_program(SCDOC scdoc REQUIRED)
find_program(GZIP gzip REQUIRED)
set(pages ${CMAKE_BINARY_DIR}/pages)
set(made "")
# minato_page(<file> <pipe> <words...>): what `minato <words>` prints, through a command.
function(minato_page file pipe)
  string(JOIN " " words ${ARGN})
  add_custom_command(OUTPUT ${pages}/${file}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${pages}
    COMMAND sh -c "\"$1\" ${words} ${pipe} > \"$2\"" sh $<TARGET_FILE:minato> ${pages}/${file}
    DEPENDS minato VERBATIM COMMENT "Writing ${file}")
  set(made ${made} ${pages}/${file} PARENT_SCOPE)
endfunction()
minato_page(minato.en.1.gz "| ${SCDOC} | ${GZIP} -9n" generate man --lang en)
minato_page(minato.ja.1.gz "| ${SCDOC} | ${GZIP} -9n" generate man --lang ja)
minato_page(minato.bash "" generate bash)
minato_page(_minato "" generate zsh)
minato_page(minato.fish "" generate fish)
add_custom_target(pages ALL DEPENDS ${made})

install(TARGETS minato RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${pages}/minato.en.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 RENAME minato.1.gz)
install(FILES ${pages}/minato.ja.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/ja/man1 RENAME minato.1.gz)
install(FILES ${pages}/minato.bash
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME minato)
install(FILES ${pages}/_minato DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${pages}/minato.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES LICENSE THREAT_MODEL.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME minato)
set(CPACK_PACKAGE_CONTACT "The minato authors <minato@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Everything about TCP and UDP ports, with pictures")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
include(CPack)
