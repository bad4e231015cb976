"""The page's entry in a checkout, for `streamlit run`; `coach run` starts the same page with camera and silence."""

from coach.ui.app import main

main()
