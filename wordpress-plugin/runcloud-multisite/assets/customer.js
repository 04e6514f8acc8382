/**
 * Lets a domain be checked without leaving the page. Without this script the form is sent as it is.
 */
( function ( words ) {
	'use strict';

	document.addEventListener( 'click', function ( event ) {
		var button = event.target.closest( 'button[name="' + words.field + '"]' );
		if ( ! button || ! button.form || ! window.fetch || button.dataset.sent ) {
			return;
		}
		event.preventDefault();
		if ( button.getAttribute( 'aria-disabled' ) === 'true' ) {
			return;
		}
		var place = button.parentNode.querySelector( '[role="status"]' );
		var form = new FormData( button.form );
		form.append( words.field, button.value );
		form.append( words.json, '1' );
		// Not disabled: the focus would be lost.
		button.setAttribute( 'aria-disabled', 'true' );
		place.textContent = words.working;
		fetch( window.location.href, { method: 'POST', body: form, credentials: 'same-origin' } )
			.then( function ( response ) {
				return response.json();
			} )
			.then( function ( result ) {
				place.textContent = result.answer;
				button.removeAttribute( 'aria-disabled' );
			} )
			.catch( function () {
				// What kept the script from an answer may not keep the form from one.
				button.dataset.sent = 'yes';
				button.removeAttribute( 'aria-disabled' );
				button.click();
			} );
	} );
}( window.runcloudMultisiteCheck ) );
